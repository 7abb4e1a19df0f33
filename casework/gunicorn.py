"""How the web process runs. Without REDIS_URL it is the only one, and the Celery worker and its clock live in it."""

import sys
import threading

from gunicorn.arbiter import Arbiter

from casework.celery import app as celery_app
from casework.settings import REDIS_URL, TEMP_DIR, env

wsgi_app = "casework.wsgi:application"
bind = env.str("BIND", default=f"127.0.0.1:{env.int('PORT', default=8000)}")
worker_class = "gthread"
threads = 8
# Messages in memory reach nobody in another process, so one process it is until there is a Redis.
alone = not REDIS_URL
workers = 1 if alone else env.int("WEB_CONCURRENCY", default=2)

timeout = 60
graceful_timeout = 10
worker_tmp_dir = str(TEMP_DIR)
control_socket_disable = True  # it would lie in the home folder, and nothing here speaks to it
loglevel = "warning"


def post_worker_init(worker):
    if refusal := _why_not_serve():
        print(refusal, file=sys.stderr, flush=True)
        sys.exit(Arbiter.APP_LOAD_ERROR)  # which stops the others, and the server
    if alone:
        worker.inside = _start_the_work_inside()
    if worker.age == 1:
        print(f"\nCasework is at http://{bind} (Ctrl-C stops it).", flush=True)


def _why_not_serve() -> str:
    from django.db import DatabaseError, connection

    from investigations.actions.schools import why_not_serve

    try:
        return why_not_serve()
    except DatabaseError:
        return ""  # not there yet, or not migrated: each request asks again
    finally:
        connection.close()


def worker_exit(server, worker):
    for stop in getattr(worker, "inside", []):
        stop()


def _start_the_work_inside() -> list:
    """A real Celery worker in threads of this process, with its clock. What is returned stops them."""
    from celery.beat import EmbeddedService
    from celery.worker import state

    from investigations.documents.jobs import leave

    controller = celery_app.WorkController(
        pool="threads", concurrency=2, without_gossip=True, without_mingle=True, without_heartbeat=True
    )
    threading.Thread(target=controller.start, name="celery worker", daemon=True).start()
    clock = EmbeddedService(celery_app, thread=True)
    clock.start()
    celery_app.send_task("investigations.tasks.clear_work_folders")
    celery_app.send_task("investigations.tasks.sweep_jobs")  # take back what an earlier process left

    def take_nothing_more():
        state.should_stop = 0

    return [leave, clock.stop, take_nothing_more]
