"""Celery: four queues (bell: notices, paper: PDF, feed: roll-ups and ingest, bulk: mail to many), scoped tasks, nothing lost by a dead worker."""

import os
import resource
from typing import Any

from celery import Celery
from celery.signals import heartbeat_sent, worker_process_init
from django.conf import settings
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

app = Celery("portal", task_cls="portal.tenancy.tasks:ScopedTask", amqp="portal.notices.broker:PortalAMQP")
app.conf.update(
    task_queues=[Queue("bell"), Queue("paper"), Queue("feed"), Queue("bulk")],
    task_default_queue="bell",
    # An address that is no queue of ours is an error, not a new queue nobody reads.
    task_create_missing_queues=False,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=200,
    # Work that outlives a lost line to the broker is finished, and its second message finds it done.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    # Processes are looked after by their supervisor; a worker needs no second line to the broker for being spoken to.
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        # Longer than any hard time limit; lost work is offered again by the outbox lease, not by this (arch §3).
        "visibility_timeout": 600,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "health_check_interval": 5,
    },
    timezone="Asia/Shanghai",
)
# Address and limits (CELERY_…) are the settings'; nothing above may name the same key.
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@heartbeat_sent.connect
def stay_known(sender: Any, **_signal: Any) -> None:
    """Leave a sign of life: the beat of a worker stops when it has lost its broker."""
    from portal.notices.process import sign_of_life

    sign_of_life("worker-" + sender.eventer.hostname.partition("@")[0])


@worker_process_init.connect
def limit_memory(**_signal: Any) -> None:
    """Give each worker child a ceiling: a runaway document gets a MemoryError, its neighbours keep their memory."""
    ceiling = settings.WORKER_MEMORY_MIB * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
