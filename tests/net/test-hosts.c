/* test-hosts.c: the list of hosts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-hosts.h"

static void
count_cb (ImwHosts *hosts,
          gpointer  user_data)
{
  guint *n_changes = user_data;

  (*n_changes)++;
}

static void
test_list (void)
{
  g_autoptr (ImwClock) clock = imw_clock_new_manual (5000, 0);
  g_autoptr (ImwHosts) hosts = imw_hosts_new (clock);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  const ImwHostUse *use;
  guint             n_changes = 0;

  g_signal_connect (hosts, "changed", G_CALLBACK (count_cb), &n_changes);
  imw_hosts_add (hosts, "prices", "b.example");
  imw_hosts_add (hosts, "prices", "b.example");
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_true (imw_hosts_add_url (hosts, "bitcoin-server", "https://A.example:8443/api"));
  g_assert_false (imw_hosts_add_url (hosts, "bitcoin-server", "gopher://a.example"));
  g_assert_true (imw_hosts_use (hosts, "prices", "a.example", &error));
  g_assert_no_error (error);

  list = imw_hosts_list (hosts);
  g_assert_cmpuint (list->len, ==, 3);
  use = g_ptr_array_index (list, 0);
  g_assert_cmpstr (use->host, ==, "a.example:8443");
  g_assert_cmpint (use->last_use_ms, ==, 0);
  use = g_ptr_array_index (list, 1);
  g_assert_cmpstr (use->purpose, ==, "prices");
  g_assert_cmpstr (use->host, ==, "a.example");
  g_assert_cmpint (use->last_use_ms, ==, 5000);
  g_assert_cmpuint (use->n_requests, ==, 1);
}

static void
test_switch (void)
{
  g_autoptr (ImwClock) clock = imw_clock_new_manual (5000, 0);
  g_autoptr (ImwHosts) hosts = imw_hosts_new (clock);
  g_autoptr (GError) error = NULL;
  guint n_changes = 0;

  g_assert_true (imw_hosts_get_enabled (hosts, "prices", "a.example"));
  imw_hosts_set_enabled (hosts, "prices", "a.example", FALSE);
  g_signal_connect (hosts, "changed", G_CALLBACK (count_cb), &n_changes);
  imw_hosts_set_enabled (hosts, "prices", "a.example", FALSE);
  g_assert_cmpuint (n_changes, ==, 0);
  g_assert_false (imw_hosts_get_enabled (hosts, "prices", "a.example"));
  g_assert_false (imw_hosts_use (hosts, "prices", "a.example", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  /* for another purpose the same host stays on */
  g_assert_true (imw_hosts_use (hosts, "bitcoin-server", "a.example", &error));
  g_assert_cmpuint (n_changes, ==, 1);

  /* many requests within a second are told once */
  for (guint i = 0; i < 10; i++)
    g_assert_true (imw_hosts_use (hosts, "bitcoin-server", "a.example", &error));
  g_assert_cmpuint (n_changes, ==, 1);
  imw_clock_advance (clock, 1000);
  g_assert_true (imw_hosts_use (hosts, "bitcoin-server", "a.example", &error));
  g_assert_cmpuint (n_changes, ==, 2);
}

static void
test_names (void)
{
  static const struct
  {
    const char *url;
    const char *name;
  } cases[] = {
    { "https://Mempool.Space/api", "mempool.space" },
    { "https://mempool.space:443/", "mempool.space" },
    { "https://mempool.space:80/", "mempool.space:80" },
    { "http://127.0.0.1:8080", "127.0.0.1:8080" },
    { "http://[::1]:8080/", "[::1]:8080" },
    { "http://[::1]/", "::1" },
    { "ws://mempool.space/", NULL },
    { "mempool.space", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = imw_hosts_name_for_url (cases[i].url);

      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/net/hosts/list", test_list);
  g_test_add_func ("/net/hosts/switch", test_switch);
  g_test_add_func ("/net/hosts/names", test_names);

  return g_test_run ();
}
