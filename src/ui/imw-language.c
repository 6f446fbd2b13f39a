/* imw-language.c: the language of the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-language"

#include "config.h"

#include "imw-language.h"
#include "imw-locale.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

static char *system_language; /* LANGUAGE as the program found it, "" when it was unset */
static char *current;

static void
bind_catalogue (void)
{
  const char *dir = g_getenv ("IMW_LOCALEDIR");

  /* GLib decides once, at its first look-up, whether templates are translated at all, and says no where the
   * language of then has no catalogue: let it look before the domain is ours, so that a change still works */
  (void) g_dgettext ("glib20", "translated");
  bindtextdomain (GETTEXT_PACKAGE, dir != NULL ? dir : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static const char *
first_language (void)
{
  const char *variable = g_getenv ("LANGUAGE");

  if (variable != NULL && *variable != '\0')
    return variable;
  for (gsize i = 0; i < 3; i++)
    {
      static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
      const char              *value = g_getenv (names[i]);

      if (value != NULL && *value != '\0')
        return value;
    }

  return "en";
}

/**
 * imw_language_apply:
 * @language: (nullable): "zh_CN", "en"; %NULL or "" for the system's
 *
 * Sets LANGUAGE and PANGO_LANGUAGE (which shapes of Chinese characters are drawn), then the locale.
 * Texts made before keep their language: build the window anew. Main thread.
 */
void
imw_language_apply (const char *language)
{
  const char *messages;

  if (system_language == NULL)
    system_language = g_strdup (g_getenv ("LANGUAGE") != NULL ? g_getenv ("LANGUAGE") : "");

  if (language != NULL && *language != '\0')
    g_setenv ("LANGUAGE", language, TRUE);
  else if (*system_language != '\0')
    g_setenv ("LANGUAGE", system_language, TRUE);
  else
    g_unsetenv ("LANGUAGE");

  g_free (current);
  current = g_strdup (first_language ());
  current[strcspn (current, ":.@")] = '\0';
  if (g_str_has_prefix (current, "zh"))
    g_setenv ("PANGO_LANGUAGE", "zh-cn", TRUE);
  else if (current[0] != '\0' && strcmp (current, "C") != 0)
    g_setenv ("PANGO_LANGUAGE", current, TRUE);

  setlocale (LC_ALL, "");
  /* gettext looks at LANGUAGE only where the locale is another one than "C" */
  messages = setlocale (LC_MESSAGES, NULL);
  if (messages == NULL || strcmp (messages, "C") == 0 || strcmp (messages, "POSIX") == 0)
    setlocale (LC_ALL, "C.UTF-8");
  /* numbers are ours to format; C parses and prints them as the code expects */
  setlocale (LC_NUMERIC, "C");
  bind_catalogue ();
  imw_locale_set_current (current);
}

/**
 * imw_language_get_current:
 *
 * Returns: (transfer none): the language in use, "zh_CN"
 */
const char *
imw_language_get_current (void)
{
  return current != NULL ? current : "en";
}
