/* test-capability.c: which connection may ask for what
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-capability.h"
#include "imw-signer-dbus.h"

/* Each method of the interface description is known, and allowed on the connection of its interface and only there. */
static void
check (GDBusInterfaceInfo *info, ImwConnectionKind own, ImwConnectionKind other, guint expected)
{
  guint n = 0;

  for (guint i = 0; info->methods[i] != NULL; i++)
    {
      ImwRequest request;

      g_assert_true (imw_request_from_method (info->methods[i]->name, &request));
      g_assert_true (imw_capability_allows (own, request));
      g_assert_false (imw_capability_allows (other, request));
      n++;
    }
  g_assert_cmpuint (n, ==, expected);
}

static void
test_interfaces (void)
{
  check (imw_dbus_signer1_interface_info (), IMW_CONNECTION_SIGNING, IMW_CONNECTION_ADMIN, 12);
  check (imw_dbus_signer1_admin_interface_info (), IMW_CONNECTION_ADMIN, IMW_CONNECTION_SIGNING, 9);
}

/* No secret is a value on the wire: no byte arrays, and no property at all. */
static void
test_no_values (void)
{
  GDBusInterfaceInfo *infos[] = { imw_dbus_signer1_interface_info (),
                                  imw_dbus_signer1_admin_interface_info () };

  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    {
      g_assert_true (infos[i]->properties == NULL || infos[i]->properties[0] == NULL);
      for (guint j = 0; infos[i]->methods[j] != NULL; j++)
        {
          GDBusMethodInfo *method = infos[i]->methods[j];

          for (guint k = 0; method->in_args != NULL && method->in_args[k] != NULL; k++)
            g_assert_cmpstr (method->in_args[k]->signature, !=, "ay");
          for (guint k = 0; method->out_args != NULL && method->out_args[k] != NULL; k++)
            g_assert_cmpstr (method->out_args[k]->signature, !=, "ay");
        }
    }
}

static void
test_unknown (void)
{
  ImwRequest request;

  g_assert_false (imw_request_from_method ("SignHash", &request));
  g_assert_false (imw_request_from_method ("", &request));
  g_assert_false (imw_capability_allows (IMW_CONNECTION_SIGNING, (ImwRequest) 999));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signer/capability/interfaces", test_interfaces);
  g_test_add_func ("/signer/capability/no-values", test_no_values);
  g_test_add_func ("/signer/capability/unknown", test_unknown);

  return g_test_run ();
}
