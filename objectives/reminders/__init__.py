"""What people are told without asking: one message a week, private, or none.

`cadence` says which week's message is due when. `people` reads many people's roles and
`todo` what each has to do, by a number of queries that does not grow; home shows the
same list. `digest` says what changed in what somebody follows. `messages` makes a mail
of both, `schedule` sends them, and `links` are the addresses in it that need no
signing in.
"""
