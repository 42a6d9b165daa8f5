/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* The journal holds codes; what a person reads for each of them is here. */

typedef struct
{
  const char *code;
  const char *word;
} KbWord;

static const KbWord categories[] = {
  { "korupsi", N_("Corruption") },
  { "kolusi", N_("Collusion") },
  { "nepotisme", N_("Nepotism") },
  { "disiplin", N_("Breach of discipline") },
  { "aset", N_("Misuse of assets") },
  { "etik", N_("Breach of ethics") },
};

static const KbWord groups[] = {
  { "kerugian", N_("Loss to the state") },
  { "suap", N_("Bribery") },
  { "penggelapan", N_("Embezzlement") },
  { "pemerasan", N_("Extortion") },
  { "curang", N_("Fraudulent acts") },
  { "benturan", N_("Procurement") },
  { "gratifikasi", N_("Gratification") },
};

static const KbWord reported_kinds[] = {
  { "kepala_daerah", N_("Regional head") },
  { "dprd", N_("Member of the regional council") },
  { "asn", N_("Civil servant") },
  { "perangkat_desa", N_("Village official") },
  { "lainnya", N_("Someone else") },
};

static const KbWord fields[] = {
  { "name", N_("Name") },
  { "phone", N_("Telephone") },
  { "nik", N_("NIK (identity number)") },
  { "address", N_("Address") },
  { "gender", N_("Gender") },
  { "occupation", N_("Occupation") },
  { "email", N_("E-mail") },
  { "safe", N_("Safe to be contacted") },
};

static const char *
find_word (const KbWord *words,
           gsize         n_words,
           const char   *code)
{
  if (code == NULL || *code == '\0')
    return "";
  for (gsize i = 0; i < n_words; i++)
    {
      if (strcmp (words[i].code, code) == 0)
        return _(words[i].word);
    }
  return code;                   /* of a newer program: better its code than nothing */
}

/**
 * kb_words_category:
 * @code: (nullable): code of docs/protocol.md
 *
 * Returns: the category in words; "" for none
 */
const char *
kb_words_category (const char *code)
{
  return find_word (categories, G_N_ELEMENTS (categories), code);
}

/**
 * kb_words_group:
 * @code: (nullable): one of the seven groups of corruption
 *
 * Returns: the group in words; "" for none
 */
const char *
kb_words_group (const char *code)
{
  return find_word (groups, G_N_ELEMENTS (groups), code);
}

/**
 * kb_words_reported:
 * @code: (nullable): kind of the reported party
 *
 * Returns: the kind in words; "" for none
 */
const char *
kb_words_reported (const char *code)
{
  return find_word (reported_kinds, G_N_ELEMENTS (reported_kinds), code);
}

/**
 * kb_words_field:
 * @code: name of a member of an identity part
 *
 * Returns: what a person calls that field
 */
const char *
kb_words_field (const char *code)
{
  return find_word (fields, G_N_ELEMENTS (fields), code);
}

/**
 * kb_words_quarantine:
 * @quarantine: why an entry is set aside
 *
 * Returns: a sentence; "" when it is not
 */
const char *
kb_words_quarantine (KbQuarantine quarantine)
{
  switch (quarantine)
    {
    case KB_QUARANTINE_NONE:
      return "";
    case KB_QUARANTINE_SIGNATURE:
      return _("It was not signed by its author.");
    case KB_QUARANTINE_AUTHORITY:
      return _("Its author was not entitled to write it.");
    case KB_QUARANTINE_PART:
      return _("A part is missing or was changed.");
    case KB_QUARANTINE_SEAL:
      return _("Its seal does not open with the key that it is meant for.");
    case KB_QUARANTINE_CONTEXT:
      return _("A sealed part belongs to another complaint.");
    case KB_QUARANTINE_TEXT:
      return _("What was sealed does not have the agreed form.");
    case KB_QUARANTINE_RULE:
      return _("It is against the rules of its kind.");
    case KB_QUARANTINE_AUTHOR_SEQ:
      return _("Its author's number is missing or was used twice.");
    default:
      return _("It could not be checked.");
    }
}

/**
 * kb_words_kind_of:
 * @category: (nullable): code
 * @group: (nullable): code
 *
 * Returns: (transfer full): "Korupsi · Pengadaan", as rows and headers show it
 */
char *
kb_words_kind_of (const char *category,
                  const char *group)
{
  const char *first = kb_words_category (category);
  const char *second = kb_words_group (group);

  if (*first == '\0')
    return g_strdup (_("Sealed complaint"));
  if (*second == '\0')
    return g_strdup (first);
  return g_strdup_printf ("%s · %s", first, second);
}
