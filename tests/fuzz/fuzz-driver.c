/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Replays a folder of saved inputs, and every prefix and some flips of each, so
 * that the corpus is a regression test with any compiler. With
 * -Dfuzzing=enabled libFuzzer takes this program's place. */
#include "config.h"

#include "fuzz.h"

#include <gio/gio.h>
#include <string.h>

/* Above this size only every n-th prefix and byte is tried. */
#define STEPS 512

/* Each variant gets an allocation of its exact size, so that a read past the
 * end is seen by AddressSanitizer. */
static void
replay_bytes (const guint8 *data,
              gsize         size)
{
  g_autofree guint8 *copy = g_malloc (MAX (size, 1));

  if (size > 0)
    memcpy (copy, data, size);
  LLVMFuzzerTestOneInput (copy, size);
}

static void
replay_variants (guint8 *data,
                 gsize   size)
{
  gsize step = size / STEPS + 1;

  replay_bytes (data, size);
  for (gsize i = 0; i < size; i += step)
    {
      replay_bytes (data, i);
      data[i] ^= 1 << (i % 8);
      replay_bytes (data, size);
      data[i] ^= 1 << (i % 8);
    }
}

static int
replay_folder (const char *folder)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;
  int n_inputs = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *data = NULL;
      gsize size;

      if (!g_file_get_contents (path, &data, &size, &error))
        break;
      replay_variants ((guint8 *) data, size);
      n_inputs++;
    }

  if (error != NULL)
    g_printerr ("%s\n", error->message);

  return error == NULL ? n_inputs : 0;
}

int
main (int   argc,
      char *argv[])
{
  int n_inputs = argc == 2 ? replay_folder (argv[1]) : 0;

  g_print ("%d inputs replayed\n", n_inputs);

  return n_inputs > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
