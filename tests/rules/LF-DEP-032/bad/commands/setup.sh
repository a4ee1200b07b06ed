#!/bin/bash
# ruleid: LF-DEP-032
sudo usermod -aG docker ubuntu
# ruleid: LF-DEP-032
useradd -m -G sudo,docker flows
# ruleid: LF-DEP-032
gpasswd -a flows docker
# ruleid: LF-DEP-032
adduser flows docker
