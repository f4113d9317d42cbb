"""“Việc cần làm” of people who serve units: what to do, by when, computed anew at each look."""
