/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-assistant-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-custody.h"
#include "kb-limits.h"
#include "kb-strength.h"

/* What the pages show and what is read from them. */

#define GROUP_LETTERS 4
#define ADDRESS_CHARS 200
#define CODE_CHARS 120

static const char *const page_names[] = {
  "choose", "code", "names", "keys", "sheet", "founding", "passphrase", "words", "done", "sample",
};

/* The code, in groups. */

/* Letters and digits of @text in capitals, four and a hyphen at a time; what a copy
 * brings along besides is dropped. @cursor moves with the letters before it. */
static char *
group_code (const char *text,
            int        *cursor,
            guint      *n_letters)
{
  GString *out = g_string_new (NULL);
  int position = 0;
  int moved = 0;
  guint n = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at), position++)
    {
      gunichar letter = g_utf8_get_char (at);

      if (!g_unichar_isalnum (letter))
        continue;
      if (n > 0 && n % GROUP_LETTERS == 0)
        g_string_append_c (out, '-');
      g_string_append_unichar (out, g_unichar_toupper (letter));
      n++;
      if (position < *cursor)
        moved = (int) g_utf8_strlen (out->str, -1);
    }
  *cursor = moved;
  *n_letters = n;

  return g_string_free (out, FALSE);
}

/* Behind the key press: before its end the cursor is not where it will be. */
static gboolean
group_cb (gpointer data)
{
  KbAssistant *self = data;
  const char *text = gtk_editable_get_text (self->code);
  int cursor = gtk_editable_get_position (self->code);
  guint n_letters;
  g_autofree char *grouped = group_code (text, &cursor, &n_letters);
  /* Translators: how much of the code was typed, such as 12 of 40. */
  g_autofree char *hint = g_strdup_printf (_("%u of %d letters"), n_letters, KB_CODE_LETTERS);

  if (strcmp (text, grouped) != 0)
    {
      gtk_editable_set_text (self->code, grouped);
      gtk_editable_set_position (self->code, cursor);
    }
  gtk_label_set_label (self->code_hint, hint);
  self->group_id = 0;

  return G_SOURCE_REMOVE;
}

void
kb_assistant_code_changed (KbAssistant *self)
{
  if (self->group_id == 0)
    self->group_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, group_cb, self, NULL);
}

/* The passphrase. */

static guint
get_strength (KbAssistant *self)
{
  const char *text = gtk_editable_get_text (self->passphrase);
  g_autoptr (KbSecret) passphrase = kb_secret_new (text, strlen (text));

  return kb_passphrase_strength (passphrase);
}

void
kb_assistant_strength_changed (KbAssistant *self)
{
  gboolean empty = *gtk_editable_get_text (self->passphrase) == '\0';
  gboolean made = self->work != NULL && self->work->recipient != NULL;
  guint strength = get_strength (self);

  gtk_level_bar_set_value (self->strength_bar, empty ? 0 : MAX (strength, 1));
  gtk_label_set_label (self->strength,
                       made && empty ? _("The key is made and closed with your passphrase.")
                                     : kb_words_strength (strength, empty));
}

static gboolean
read_passphrase (KbAssistant *self)
{
  const char *text = gtk_editable_get_text (self->passphrase);

  /* The key is made; only the request is tried again. */
  if (self->work->recipient != NULL && *text == '\0')
    return TRUE;
  if (get_strength (self) < KB_PASSPHRASE_TAKEN)
    {
      kb_assistant_complain (self, _("This passphrase is too weak. Add words."),
                             GTK_WIDGET (self->passphrase));
      return FALSE;
    }
  if (strcmp (text, gtk_editable_get_text (self->again)) != 0)
    {
      kb_assistant_complain (self, _("The two passphrases differ. Type the second one again."),
                             GTK_WIDGET (self->again));
      return FALSE;
    }
  g_clear_pointer (&self->work->passphrase, kb_secret_unref);
  self->work->passphrase = kb_secret_new (text, strlen (text));
  gtk_editable_set_text (self->passphrase, "");
  gtk_editable_set_text (self->again, "");

  return TRUE;
}

/* Address, code, names. */

/* The text without space around it; FALSE and a word about it where there is none. */
static gboolean
read_text (KbAssistant  *self,
           GtkEditable  *editable,
           const char   *missing,
           char        **text)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (editable)));

  if (*typed == '\0')
    {
      kb_assistant_complain (self, missing, GTK_WIDGET (editable));
      return FALSE;
    }
  g_free (*text);
  *text = g_steal_pointer (&typed);

  return TRUE;
}

static gboolean
read_code_page (KbAssistant *self)
{
  return read_text (self, self->address, _("Type the address of the server."),
                    &self->work->address) &&
         read_text (self, self->code, _("Type the code."), &self->work->code_text);
}

static gboolean
read_names_page (KbAssistant *self)
{
  return (self->work->aim == KB_CODE_JOIN ||
          read_text (self, self->office_name, _("Type the name of the office."),
                     &self->work->office_name)) &&
         read_text (self, self->person, _("Type your name."), &self->work->person);
}

gboolean
kb_assistant_read_page (KbAssistant     *self,
                        KbAssistantPage  page)
{
  if (page == PAGE_CODE)
    return read_code_page (self);
  if (page == PAGE_NAMES)
    return read_names_page (self);
  if (page == PAGE_PASSPHRASE)
    return read_passphrase (self);
  if (page != PAGE_SHEET || self->work->sheet_kept)
    return TRUE;
  kb_assistant_complain (self, _("Print or save the recovery sheet first. Without it the office "
                                 "cannot be brought back."), self->print_row);

  return FALSE;
}

/* Showing. */

static void
show_code_page (KbAssistant *self)
{
  gboolean starts = self->work->aim == KB_CODE_FIRST;

  adw_status_page_set_description (self->code_page,
                                   starts ? _("Whoever runs the server gives you both. The code "
                                              "works once.")
                                          : _("The supervisor’s screen shows both. Have the code "
                                              "read to you or handed over on paper."));
  gtk_widget_grab_focus (GTK_WIDGET (*gtk_editable_get_text (self->address) == '\0'
                                       ? self->address : self->code));
}

static void
show_names_page (KbAssistant *self)
{
  gboolean starts = self->work->aim == KB_CODE_FIRST;
  g_autofree char *office = NULL;

  adw_status_page_set_title (self->names_page, starts ? _("Office and name") : _("Who are you?"));
  if (!starts && self->work->office_name != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (self->work->office_name, -1);

      /* Translators: the name of the office. */
      office = g_strdup_printf (_("You are joining %s."), escaped);
    }
  adw_status_page_set_description (self->names_page, office);
  gtk_widget_set_visible (GTK_WIDGET (self->office_name), starts);
  gtk_widget_set_visible (self->roles, !starts);
  gtk_label_set_label (self->names_hint,
                       starts ? _("Reporters see the name of the office. Your name is seen by "
                                  "your colleagues only.")
                              : _("Your name is seen by your colleagues only."));
  gtk_widget_grab_focus (GTK_WIDGET (starts ? self->office_name : self->person));
}

static void
show_keys_page (KbAssistant *self)
{
  gboolean starts = self->work->aim == KB_CODE_FIRST;

  g_object_set (self->device_card, "lost",
                starts ? _("Another supervisor enrols this computer again; where there is none, "
                           "the recovery sheet does.")
                       : _("A supervisor revokes it and enrols this computer again."), NULL);
  gtk_widget_set_visible (self->recovery_card, starts);
  gtk_widget_set_visible (self->custodian_card,
                          !starts && self->work->role == KB_DEVICE_ROLE_CUSTODIAN);
  gtk_widget_grab_focus (GTK_WIDGET (self->next));
}

static void
show_words (KbAssistant *self)
{
  g_auto(GStrv) words = g_strsplit (self->work->words, " ", -1);
  GtkFlowBoxChild *child;

  while ((child = gtk_flow_box_get_child_at_index (self->words, 0)) != NULL)
    gtk_flow_box_remove (self->words, GTK_WIDGET (child));
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *markup = g_strdup_printf ("<span size='9pt' alpha='78%%'>%u</span>  %s",
                                                 i + 1, words[i]);
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_markup (GTK_LABEL (label), markup);
      gtk_widget_add_css_class (label, "title-2");
      gtk_widget_add_css_class (label, "card");
      gtk_widget_add_css_class (label, "kb-word");
      gtk_flow_box_append (self->words, label);
      gtk_widget_set_focusable (gtk_widget_get_parent (label), FALSE);
    }
}

static void
show_done_page (KbAssistant *self)
{
  gboolean started = self->work->aim == KB_CODE_FIRST;
  const char *description = _("This computer has its keys. Cases come by themselves.");

  if (self->work->founded_before)
    description = _("This computer had founded it before. Keep the recovery sheet that was printed "
                    "first and destroy the new one: it is of no use.");
  else if (started)
    description = _("Next: invite the others, and appoint a custodian. Until then reporters can "
                    "write, but not give their identity.");
  adw_status_page_set_title (self->done_page,
                             started ? _("The office is founded") : _("You have joined"));
  adw_status_page_set_description (self->done_page, description);
}

void
kb_assistant_show_phase (KbAssistant *self)
{
  GtkStack *stacks[N_PHASES] = { self->phase_found, self->phase_pull, self->phase_mend };

  for (guint i = 0; i < N_PHASES; i++)
    gtk_stack_set_visible_child_name (stacks[i], i < self->phase ? "done"
                                      : i == self->phase && self->busy != NULL ? "now" : "later");
}

void
kb_assistant_show_page (KbAssistant     *self,
                        KbAssistantPage  page)
{
  gboolean starts = self->work->aim == KB_CODE_FIRST;
  const char *title = starts ? _("Start an office") : _("Join an office");

  if (page == PAGE_CHOOSE || page == PAGE_DONE || page == PAGE_SAMPLE)
    title = "Kumbang";
  adw_window_title_set_title (self->title, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_stack_set_visible_child_name (self->stack, page_names[page]);
  gtk_spinner_set_spinning (self->waiting, page == PAGE_WORDS);
  gtk_spinner_set_spinning (self->sample_spinner, page == PAGE_SAMPLE);
  switch (page)
    {
    case PAGE_SAMPLE:
      gtk_widget_grab_focus (self->back);
      break;
    case PAGE_CHOOSE:
      gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
      break;
    case PAGE_CODE:
      show_code_page (self);
      break;
    case PAGE_NAMES:
      show_names_page (self);
      break;
    case PAGE_KEYS:
      show_keys_page (self);
      break;
    case PAGE_SHEET:
      kb_assistant_show_sheet (self);
      break;
    case PAGE_FOUNDING:
      kb_assistant_show_phase (self);
      break;
    case PAGE_PASSPHRASE:
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
      break;
    case PAGE_WORDS:
      show_words (self);
      break;
    case PAGE_DONE:
      show_done_page (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->next));
      break;
    }
}

/* What a step that was broken off had. */
void
kb_assistant_fill_in (KbAssistant *self)
{
  KbAssistantWork *work = self->work;
  g_autofree char *certificate = NULL;

  gtk_editable_set_text (self->address, work->address != NULL ? work->address : "");
  gtk_editable_set_text (self->person, work->person != NULL ? work->person : "");
  gtk_check_button_set_active (work->role == KB_DEVICE_ROLE_CUSTODIAN    ? self->custodian
                               : work->role == KB_DEVICE_ROLE_SUPERVISOR ? self->supervisor
                                                                         : self->officer, TRUE);
  gtk_widget_set_visible (self->certificate_row, work->ca_file != NULL);
  if (work->ca_file != NULL)
    certificate = g_path_get_basename (work->ca_file);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->certificate_row),
                               certificate != NULL ? certificate
                                                   : _("Those that this computer trusts"));
}

static void
limit (GtkEditable *editable,
       int          n_chars)
{
  GtkEditable *text = gtk_editable_get_delegate (editable);

  if (GTK_IS_TEXT (text))
    gtk_text_set_max_length (GTK_TEXT (text), n_chars);
}

void
kb_assistant_set_up_pages (KbAssistant *self)
{
  limit (self->address, ADDRESS_CHARS);
  limit (self->code, CODE_CHARS);
  limit (self->office_name, KB_LIMIT_NAME_CHARS);
  limit (self->person, KB_LIMIT_NAME_CHARS);
  limit (self->passphrase, KB_LIMIT_PASSPHRASE / 4);
  limit (self->again, KB_LIMIT_PASSPHRASE / 4);
  gtk_widget_set_visible (self->sample_row, kb_sample_is_possible ());
  kb_assistant_code_changed (self);
  kb_assistant_strength_changed (self);
}
