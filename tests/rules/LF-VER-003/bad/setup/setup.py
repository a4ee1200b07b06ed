from setuptools import setup

setup(
    name="flows",
    install_requires=[
        # ruleid: LF-VER-003
        "langflow",
    ],
)
