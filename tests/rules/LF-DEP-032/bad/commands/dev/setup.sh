# ruleid: LF-DEP-032-dev
usermod -aG docker $USER
