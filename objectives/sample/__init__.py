"""Made-up teams in any number, to try lists at full size."""
