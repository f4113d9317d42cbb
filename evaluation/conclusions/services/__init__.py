"""Acts of the head of the Party Building Committee."""
