# ruleid: LF-VER-009-dev
pip install -r https://10.0.0.5/flows/requirements.txt
