import shutil


def load(upload, folder):
    # ruleid: py-unpack-archive
    shutil.unpack_archive(upload, folder)
    # ruleid: py-unpack-archive
    shutil.unpack_archive(str(upload), extract_dir=folder, format="gztar")
    # ok: py-unpack-archive
    shutil.unpack_archive(upload, folder, filter="data")
    # ok: py-unpack-archive
    shutil.unpack_archive(upload, folder, "zip")
    # ok: py-unpack-archive
    shutil.unpack_archive("assets/fonts.tar.gz", folder)
