"""What Windows alone asks of a program; elsewhere these do nothing."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

# JOBOBJECT_EXTENDED_LIMIT_INFORMATION and its flag, winnt.h.
_EXTENDED_LIMITS = 9
_KILL_ON_JOB_CLOSE = 0x2000

# The setup looks for a mutex of this name (AppMutex in assets/installer/windows/wakewright.iss).
OPEN_MUTEX = "WakewrightIsOpen"


def tell_setup() -> None:
    """Let a setup know, until this process ends, that the app is open.

    Its files are in use as long, and can be neither replaced nor removed.
    """
    if sys.platform == "win32":
        ctypes.windll.kernel32.CreateMutexW(None, False, OPEN_MUTEX)


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("per_process_user_time", wintypes.LARGE_INTEGER),
        ("per_job_user_time", wintypes.LARGE_INTEGER),
        ("flags", wintypes.DWORD),
        ("smallest_working_set", ctypes.c_size_t),
        ("largest_working_set", ctypes.c_size_t),
        ("active_processes", wintypes.DWORD),
        ("affinity", ctypes.c_size_t),
        ("priority_class", wintypes.DWORD),
        ("scheduling_class", wintypes.DWORD),
    )


class _Limits(ctypes.Structure):
    _fields_ = (
        ("basic", _BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def end_children_too() -> None:
    """When this process ends, however suddenly, so does everything that it starts from now on.

    The system does it when the last handle of a job is closed, and this process has the only one.

    Raises:
        OSError: Windows refuses.
    """
    if sys.platform != "win32":
        return
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
    limits = _Limits()
    limits.basic.flags = _KILL_ON_JOB_CLOSE
    size, this = ctypes.sizeof(limits), wintypes.HANDLE(kernel.GetCurrentProcess())
    if not (
        kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), size)
        and kernel.AssignProcessToJobObject(job, this)
    ):
        raise ctypes.WinError(ctypes.get_last_error())
