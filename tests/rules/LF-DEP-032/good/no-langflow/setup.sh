usermod -aG docker ubuntu
