"""What builds an image or starts a container by itself: Dockerfiles, `docker run`, Apptainer."""
