"""How requests are taken and answered, whatever page they are for."""
