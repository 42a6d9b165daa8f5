/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-strength.h"

#include <glib/gi18n.h>

#include "kb-custody.h"

/**
 * kb_words_strength:
 * @strength: what kb_passphrase_strength() answers
 * @empty: whether nothing was typed yet
 *
 * Returns: what a person who makes a passphrase is told of it
 */
const char *
kb_words_strength (guint    strength,
                   gboolean empty)
{
  if (empty)
    return _("Take four or more words that belong together only for you.");
  if (strength < KB_PASSPHRASE_TAKEN)
    return _("Weak: a computer finds it within hours. Add words.");
  if (strength < KB_PASSPHRASE_STRONG)
    return _("Fair: good enough with the keyring locked. One more word makes it strong.");
  return _("Strong: hard to guess for many years.");
}
