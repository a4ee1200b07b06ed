import logging
import traceback

from fastapi import FastAPI, HTTPException

app = FastAPI()
logger = logging.getLogger(__name__)


@app.post("/run")
def run(text: str):
    try:
        return flow(text)
    except ValueError:
        # # ruleid: py-traceback-returned
        return {"error": traceback.format_exc()}
    except Exception:
        # # ruleid: py-traceback-returned
        raise HTTPException(500, detail=traceback.format_exc())


@app.post("/run-quietly")
def run_quietly(text: str):
    try:
        return flow(text)
    except ValueError:
        logger.error(traceback.format_exc())
        # # ok: py-traceback-returned
        return {"error": "the flow failed"}
    except Exception:
        logger.exception("the flow failed")
        # # ok: py-traceback-returned
        raise HTTPException(500, detail="the flow failed")
