"""What goes on by itself: the log is signed, rounds close, silence is noted. Any number of processes may run it."""
