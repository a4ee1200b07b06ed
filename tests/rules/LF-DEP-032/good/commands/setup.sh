#!/bin/bash
sudo usermod -aG video ubuntu
useradd -m -G sudo docker
systemctl enable docker
groupadd docker
echo "usermod -aG docker ubuntu"
