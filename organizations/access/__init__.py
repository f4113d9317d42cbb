"""Who is asking: sign-in, passwords, the actor of a request, delegation, the table of rights as a page."""
