from django.dispatch import Signal

# Sent before a backup is restored. A receiver may answer with what to do afterwards.
restoring = Signal()
