def figlet_format(text: str) -> str:
    return text.upper()
