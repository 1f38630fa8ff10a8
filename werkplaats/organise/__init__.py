"""What organisers see first, composed of all features: their editions, the work of today, a new or copied edition."""
