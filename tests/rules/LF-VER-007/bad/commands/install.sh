#!/bin/bash
# ruleid: LF-VER-007
python3 -m pip install -U langflow>=1.12,<1.13
# ruleid: LF-VER-007
sudo pip3 install langflow >=1.12.3
