"""Gunicorn's settings in production; WEB_CONCURRENCY sets the number of workers."""

worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 30
# a worker that has grown is replaced; the spread keeps them from going at once
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"
accesslog = "-"
forwarded_allow_ips = "*"
