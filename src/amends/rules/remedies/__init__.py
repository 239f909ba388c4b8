"""What puts a failure right: how much, of which kind, on whose authority."""
