"""The postcode lottery, measured: across borders, beyond chance, in clusters, by deprivation, in all."""
