"""How PDFs are printed: in child processes that have limits, and slide by slide.

`children` starts a process, gives it a job and waits for its word; `limits` bounds it,
`slots` lets as many run as there are cores. `parent` is the process that has imported
the renderer already and forks a child per job. `jobs` is what a child can be asked for:
`slides` prints slides, a file each, and `joining` makes one PDF of them.
"""
