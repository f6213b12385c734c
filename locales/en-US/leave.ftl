### Leaving the page: what is said while the server has not heard it.

leave-not-heard = You are not signed out yet: the server cannot be reached. Keep this page open and connected; it tries again every few seconds. Until then whoever opens this browser can see your account.
