/* SPDX-License-Identifier: Apache-2.0 */
/* child: from the fork to the new program, or to the report that there is none. */
#include "fork_exec.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

/* subprocess.py knows which file an error is about by these words; the first since 3.13, 3.12.2 and 3.11.8. */
#if PY_VERSION_HEX >= 0x030C0200 || (!PYI_312 && PY_VERSION_HEX >= 0x030B0800)
#  define NO_FOLDER "noexec:chdir"
#else
#  define NO_FOLDER "noexec"
#endif

/* Each step: NULL when it is done, else what the report says after errno. */
#define STEP(condition) ((condition) ? NULL : "noexec")

/* ---- descriptors -------------------------------------------------------------------------------------- */

static int keep_open(int fd) {
    int flags = fcntl(fd, F_GETFD);
    return flags < 0 ? -1 : fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
}

static int close_given(int fd) { return fd < 0 ? 0 : close(fd); }

/* fd becomes number `to`; -1: that one stays what it is */
static int place_at(int fd, int to) {
    return fd < 0 ? 0 : fd == to ? keep_open(fd) : dup2(fd, to);
}

/* A copy when the descriptor is in the way of the standard ones that are placed before it. */
static int out_of_the_way(int fd, int lowest) {
    return fd >= 0 && fd < lowest ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : fd;
}

static const char *place_descriptors(const child_plan *plan) {
    for (Py_ssize_t i = 0; i < plan->n_kept; i++) {
        if (plan->kept[i] != plan->report_write && keep_open(plan->kept[i]) < 0) {
            return "noexec";
        }
    }
    if (close_given(plan->input_write) < 0 || close_given(plan->output_read) < 0 ||
        close_given(plan->error_read) < 0 || close(plan->report_read) < 0) {
        return "noexec";
    }
    int output = out_of_the_way(plan->output_write, 1), error = out_of_the_way(plan->error_write, 2);
    return STEP((output >= 0 || plan->output_write < 0) && (error >= 0 || plan->error_write < 0) &&
                place_at(plan->input_read, 0) >= 0 && place_at(output, 1) >= 0 &&
                place_at(error, 2) >= 0);
}

/* ---- signals ---------------------------------------------------------------------------------------------- */

/* Before any is let in: a handler would run in the memory of the parent. */
static void forget_handlers(void) {
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_IGN &&
            action.sa_handler != SIG_DFL) {
            signal(number, SIG_DFL);
        }
    }
}

static const char *set_signals(const child_plan *plan) {
    if (plan->restore_signals) {
        signal(SIGPIPE, SIG_DFL);
        signal(SIGXFSZ, SIG_DFL);
    }
    if (plan->mask == NULL) {
        return NULL;
    }
    forget_handlers();
    return STEP((errno = pthread_sigmask(SIG_SETMASK, plan->mask, NULL)) == 0);
}

/* ---- who it is ---------------------------------------------------------------------------------------------- */

/* The functions of libc would do it for all threads, of which the child has only one: as subprocess needs it. */
static const char *set_user(const child_plan *plan) {
    if (plan->n_groups >= 0 && syscall(SYS_setgroups, (size_t)plan->n_groups, plan->groups) < 0) {
        return "noexec";
    }
    if (plan->gid != (gid_t)-1 && syscall(SYS_setregid, plan->gid, plan->gid) < 0) {
        return "noexec";
    }
    return STEP(plan->uid == (uid_t)-1 || syscall(SYS_setreuid, plan->uid, plan->uid) == 0);
}

static const char *set_process(const child_plan *plan) {
    if (plan->new_session) {
        setsid(); /* fails when it leads a group already: subprocess does not look */
    }
    if (plan->group >= 0 && setpgid(0, plan->group) < 0) {
        return "noexec";
    }
    return set_user(plan);
}

/* ---- all -------------------------------------------------------------------------------------------------- */

static const char *call_hook(const child_plan *plan) {
    if (plan->hook == NULL) {
        return NULL;
    }
    PyObject *result = PyObject_CallNoArgs(plan->hook);
    if (result == NULL) {
        errno = 0; /* SubprocessError */
        return "Exception occurred in preexec_fn.";
    }
    Py_DECREF(result);
    return NULL;
}

/* What went wrong that was not merely a missing file, or the last thing. */
static const char *execute(const child_plan *plan) {
    int error = 0;
    errno = 0;
    for (char *const *program = plan->programs; *program != NULL; program++) {
        execve(*program, plan->arguments, plan->variables == NULL ? environ : plan->variables);
        if (errno != ENOENT && errno != ENOTDIR && error == 0) {
            error = errno;
        }
    }
    errno = error != 0 ? error : errno;
    return "";
}

static const char *prepare(const child_plan *plan) {
    const char *wrong = place_descriptors(plan);
    if (wrong != NULL) {
        return wrong;
    }
    if (plan->folder != NULL && chdir(plan->folder) < 0) {
        return NO_FOLDER;
    }
    if (plan->umask >= 0) {
        umask((mode_t)plan->umask);
    }
    wrong = set_signals(plan);
    return wrong != NULL ? wrong : set_process(plan);
}

static void write_text(int fd, const char *text) {
    ssize_t unused = write(fd, text, strlen(text));
    (void)unused;
}

/* "OSError:<errno in hexadecimal>:<words>", which subprocess.py takes apart */
static void report(int fd, int error, const char *words) {
    if (error == 0) {
        write_text(fd, "SubprocessError:0:");
    } else {
        char digits[2 * sizeof(int) + 1] = "", *place = digits + sizeof(digits) - 1;
        for (unsigned int rest = (unsigned int)error; rest != 0; rest /= 16) {
            *--place = "0123456789ABCDEF"[rest % 16];
        }
        write_text(fd, "OSError:");
        write_text(fd, place);
        write_text(fd, ":");
    }
    write_text(fd, words);
}

void _Py_NO_RETURN child_run(const child_plan *plan) {
    const char *wrong = prepare(plan);
    if (wrong == NULL) {
        wrong = call_hook(plan);
    }
    if (wrong == NULL) {
        if (plan->close_others) {
            child_close_others(plan->kept, plan->n_kept);
        }
        wrong = execute(plan);
    }
    report(plan->report_write, errno, wrong);
    _exit(255);
}
