"""Work in the background, behind Django's Tasks.

The queue is a library's. `engine` is the only module that knows which one, and has what
a task of ours needs beyond Django's API: who holds it, and what became of it.
`launcher` starts a worker from the web where none runs. What the tasks do is in each
app's `tasks`.
"""
