"""What makes timers fire."""
