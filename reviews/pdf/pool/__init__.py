"""Child processes that print, each within limits.

`launchers` start or find a process that forks children (`forkserver`, by `forking`);
`children` gives a child its job and waits for its word. `limits` and `slots` of
`goals_tracker.machine` bound it, and let as many run as there are cores. `jobs` is what
a child can be asked for, `install` what belongs to one install: the folder of sockets,
and the state of its code.
"""
