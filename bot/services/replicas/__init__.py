"""A process among its replicas: who lives, who has which role, who may send how much."""
