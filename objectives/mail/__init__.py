"""Mail: what is asked for here is sent by a task, at most once, and not too late.

`send` asks for a mail by its template and by what it is about: keys of rows, and never
a link that opens something. `letters` knows how each kind is filled in when it is sent,
`composing` makes the text and its HTML, `sending` hands it to the server. Where no
server is configured nothing is asked for, and pages show what the mail would have said.
"""
