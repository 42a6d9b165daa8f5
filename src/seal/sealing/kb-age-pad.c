/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-age-seal.h"

#include "kb-limits.h"

#include <string.h>

/* The size of a sealed file shows only which of these its text fits in. */
static const gsize size_classes[] = { KB_LIMIT_IDENTITY, 16384, KB_LIMIT_STORY };

/**
 * kb_seal_pad_json:
 * @json: JSON text, not padded
 * @max: the largest class allowed, such as %KB_LIMIT_STORY
 *
 * JSON allows white space at its end, so the padding is spaces: what the stock
 * `age` tool opens is plain JSON.
 *
 * Returns: (transfer full): @json with spaces up to 4, 16 or 64 KiB, or %NULL
 *   with %KB_AGE_ERROR_LIMIT
 */
GBytes *
kb_seal_pad_json (const char  *json,
                  gsize        max,
                  GError     **error)
{
  gsize size;

  g_return_val_if_fail (json != NULL, NULL);

  size = strlen (json);
  for (guint i = 0; i < G_N_ELEMENTS (size_classes) && size_classes[i] <= max; i++)
    {
      if (size <= size_classes[i])
        {
          char *padded = g_malloc (size_classes[i]);

          memcpy (padded, json, size);
          memset (padded + size, ' ', size_classes[i] - size);
          return g_bytes_new_take (padded, size_classes[i]);
        }
    }

  g_set_error (error, KB_AGE_ERROR, KB_AGE_ERROR_LIMIT,
               "The text has %" G_GSIZE_FORMAT " bytes; %" G_GSIZE_FORMAT " are allowed",
               size, max);
  return NULL;
}
