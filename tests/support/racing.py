"""Several acts at the same moment, each in a thread with a connection of its own (PostgreSQL)."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(*acts: Callable) -> list:
    """Run the acts in threads that start together; what each returned or raised, in order."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        try:
            with connection.cursor() as cursor:  # a busy machine is no deadlock, which is found after a second
                cursor.execute("SET lock_timeout = '60s'; SET statement_timeout = '90s'")
            gate.wait()
            results[index] = act()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
