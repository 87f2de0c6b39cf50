"""Lists as files that take longer than a page may: `running` makes one in a task.

An `Export` has the list, its author, and in the end the file, with what the author may
see at that time.
"""
