"""The leaders' side: opinions, endorsement, meetings, conclusions."""
