"""The pages Board pack and Present."""
