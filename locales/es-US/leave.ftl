### Leaving the page: what is said while the server has not heard it.

leave-not-heard = Su sesión todavía no está cerrada: no se puede conectar con el servidor. Deje esta página abierta y conectada; se vuelve a intentar cada pocos segundos. Hasta entonces, quien abra este navegador puede ver su cuenta.
