#define BOOST_TEST_MODULE pg_refusal
#include <boost/test/unit_test.hpp>
