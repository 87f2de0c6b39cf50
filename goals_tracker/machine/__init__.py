"""What this site takes of its machine: memory and time, cores, and rights of files."""
