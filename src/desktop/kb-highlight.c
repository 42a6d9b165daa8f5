/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-highlight.h"

#include "kb-text-match.h"

/* yellow_5 at 30 %: as the warning bars, and readable on light and dark. */
#define TINT_RED   0xe5e5
#define TINT_GREEN 0xa5a5
#define TINT_BLUE  0x0a0a
#define TINT_ALPHA 0x4ccc

static void
insert (PangoAttrList  *list,
        PangoAttribute *attribute,
        KbTextSpan      span)
{
  attribute->start_index = span.start;
  attribute->end_index = span.end;
  pango_attr_list_insert (list, attribute);
}

/**
 * kb_highlight_attributes:
 * @text: (nullable): as it is shown
 * @query: (nullable): what was typed
 *
 * Returns: (transfer full) (nullable): attributes of the words that the search found
 */
PangoAttrList *
kb_highlight_attributes (const char *text,
                         const char *query)
{
  g_autoptr (GArray) spans = kb_text_match_spans (text, query);
  PangoAttrList *list;

  if (spans->len == 0)
    return NULL;
  list = pango_attr_list_new ();
  for (guint i = 0; i < spans->len; i++)
    {
      KbTextSpan span = g_array_index (spans, KbTextSpan, i);

      insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), span);
      insert (list, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), span);
      insert (list, pango_attr_background_new (TINT_RED, TINT_GREEN, TINT_BLUE), span);
      insert (list, pango_attr_background_alpha_new (TINT_ALPHA), span);
    }
  return list;
}

/**
 * kb_highlight_label:
 * @label: without markup and other attributes
 * @query: (nullable): what was typed
 */
void
kb_highlight_label (GtkLabel   *label,
                    const char *query)
{
  PangoAttrList *list = kb_highlight_attributes (gtk_label_get_text (label), query);

  gtk_label_set_attributes (label, list);
  g_clear_pointer (&list, pango_attr_list_unref);
}
