"""What a person reads about one mini-batch: phases, notation, equations and sentences."""
