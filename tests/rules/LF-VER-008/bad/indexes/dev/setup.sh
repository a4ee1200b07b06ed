# ruleid: LF-VER-008-dev
pip install --extra-index-url https://packages.example.com/simple acme
