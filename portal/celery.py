"""Celery: three queues (bell: notices, paper: PDF, feed: roll-ups and ingest), scoped tasks, nothing lost by a dead worker."""

import os

from celery import Celery
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

app = Celery("portal", task_cls="portal.tenancy.tasks:ScopedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_queues=[Queue("bell"), Queue("paper"), Queue("feed")],
    task_default_queue="bell",
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=120,
    task_soft_time_limit=110,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=200,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        # Longer than any hard time limit; lost work is offered again by the outbox lease, not by this (arch §3).
        "visibility_timeout": 600,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "health_check_interval": 10,
    },
    timezone="Asia/Shanghai",
)
app.autodiscover_tasks()
