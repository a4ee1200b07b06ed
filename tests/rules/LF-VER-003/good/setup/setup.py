from setuptools import setup

setup(
    name="flows",
    install_requires=[
        "langflow==1.13.0",
    ],
)
