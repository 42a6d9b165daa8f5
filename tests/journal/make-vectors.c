/* SPDX-License-Identifier: GPL-3.0-or-later */

/* make-vectors > tests/journal/vectors.json, after a change of the protocol. */
#include "config.h"

#include "vectors.h"

#include <stdio.h>

int
main (int   argc,
      char *argv[])
{
  g_autofree char *text = vectors_build ();

  return fputs (text, stdout) < 0;
}
