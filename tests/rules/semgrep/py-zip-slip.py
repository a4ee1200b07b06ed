import os
import zipfile


def unpack(file, folder):
    archive = zipfile.ZipFile(file)
    for name in archive.namelist():
        # ruleid: py-zip-slip
        (folder / name).write_bytes(archive.read(name))


def by_entry(file, folder):
    archive = zipfile.ZipFile(file)
    for entry in archive.infolist():
        # ruleid: py-zip-slip
        with open(os.path.join(folder, entry.filename), "wb") as stream:
            stream.write(archive.read(entry))


def compared(file, folder):
    archive = zipfile.ZipFile(file)
    for name in archive.namelist():
        path = (folder / name).resolve()
        if not path.is_relative_to(folder):
            raise ValueError
        # ok: py-zip-slip
        path.write_bytes(archive.read(name))


def flat(file, folder):
    archive = zipfile.ZipFile(file)
    for entry in archive.infolist():
        # ok: py-zip-slip
        with open(os.path.join(folder, os.path.basename(entry.filename)), "wb") as stream:
            stream.write(archive.read(entry))
