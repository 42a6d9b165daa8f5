/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* gettid */

#include "config.h"

#include "kb-thread.h"

#include <sys/resource.h>
#include <unistd.h>

#define NICE 10

/**
 * kb_thread_step_back:
 *
 * From now on the calling thread gives way where a thread with a window wants
 * the processor; where none does, it is as fast as before. For threads of our
 * own: there is no way back.
 */
void
kb_thread_step_back (void)
{
  setpriority (PRIO_PROCESS, gettid (), NICE);
}
