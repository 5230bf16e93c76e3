"""Real purchases as orders: the CDNOW sample, against an independent calculation by pandas."""
