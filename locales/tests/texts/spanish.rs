//! Spanish as people write it in the United States: accents, *usted*, marks that open.

use ami_locales::Locale;

use crate::shape::shapes;

/// Words that are always wrong without their accent or tilde.
const ACCENT_LOST: &[&str] = &[
    "agoto",
    "ahi",
    "ano",
    "anos",
    "apagon",
    "aqui",
    "atras",
    "aun",
    "automatico",
    "boton",
    "codigo",
    "comenzo",
    "conexion",
    "confirmacion",
    "confirmo",
    "contrasena",
    "corrijalo",
    "credito",
    "cuidese",
    "debito",
    "despues",
    "dia",
    "dias",
    "direccion",
    "dolar",
    "dolares",
    "energia",
    "envio",
    "espanol",
    "estimacion",
    "facturacion",
    "grafica",
    "informacion",
    "ingles",
    "limite",
    "linea",
    "llamenos",
    "manana",
    "mas",
    "maximo",
    "medica",
    "menu",
    "minimo",
    "miercoles",
    "numero",
    "ortografia",
    "pagina",
    "proxima",
    "proximo",
    "proteccion",
    "recepcion",
    "recibio",
    "restablecio",
    "reviselo",
    "reviselos",
    "sabado",
    "segun",
    "sesion",
    "tambien",
    "telefono",
    "todavia",
    "ultima",
    "ultimo",
    "unico",
    "util",
    "valido",
    "verificacion",
];

/// The same words that have a meaning without the accent, caught by their neighbor.
const ACCENT_LOST_NEAR: &[&str] = &[
    "no esta ",
    "saldo esta ",
    "electricidad esta ",
    "cuenta esta ",
    "tarjeta esta ",
    "¿que ",
    "¿como ",
    "¿cuando ",
    "¿donde ",
    "¿cuanto ",
];

/// *Tú* where the house says *usted*.
const TOO_FAMILIAR: &[&str] = &[
    "tu",
    "tus",
    "tienes",
    "puedes",
    "quieres",
    "necesitas",
    "debes",
    "haz",
    "paga",
    "llama",
];

fn spanish() -> Vec<(String, String)> {
    shapes(Locale::EsUs)
        .into_iter()
        .map(|((_, id), shape)| (id, shape.words))
        .collect()
}

/// What is wrong with a Spanish text, if anything.
fn fault(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    for word in text.split(|c: char| !c.is_alphabetic()) {
        if ACCENT_LOST.contains(&word) || TOO_FAMILIAR.contains(&word) {
            return Some(format!("the word {word}"));
        }
        for ending in ["cion", "sion"] {
            if word.ends_with(ending) {
                return Some(format!("the ending of {word}"));
            }
        }
    }
    if let Some(near) = ACCENT_LOST_NEAR.iter().find(|near| text.contains(**near)) {
        return Some(format!("the words {near}"));
    }
    for (open, close) in [('¿', '?'), ('¡', '!')] {
        if text.matches(open).count() != text.matches(close).count() {
            return Some(format!("{open} without {close}"));
        }
    }
    text.contains("a las #")
        .then(|| "a las before a time: one o'clock is a la".to_owned())
}

#[test]
fn spanish_texts_keep_their_accents_their_marks_and_usted() {
    for (id, words) in spanish() {
        assert_eq!(fault(&words), None, "{id}: {words}");
    }
}

#[test]
fn the_spanish_check_has_teeth() {
    for wrong in [
        "La electricidad no esta prendida en su vecindad",
        "Inicie sesion",
        "Quedan 2 dias",
        "¿Como quiere pagar?",
        "Que desea?",
        "Paga tu cuenta",
        "Se corta a las # hoy",
    ] {
        assert!(fault(wrong).is_some(), "{wrong}");
    }
    assert_eq!(
        fault("Esta pantalla está conectada. ¿Quiere pagar más?"),
        None
    );
}

#[test]
fn no_spanish_sentence_ends_with_a_time_and_a_second_full_stop() {
    for ((_, id), shape) in shapes(Locale::EsUs) {
        assert!(!shape.when_before_stop, "{id} would end in p.m..");
    }
}

#[test]
fn a_spanish_text_is_not_the_english_one() {
    const SAME: &[&str] = &[
        "home-time-short",
        "usage-period-day",
        "usage-total",
        "usage-unit-kwh",
        "value-no",
    ];
    let english = shapes(Locale::EnUs);
    for (key, shape) in shapes(Locale::EsUs) {
        let original = &english.get(&key).unwrap().words;
        // A text of values only has no words to translate.
        let worded = original.chars().any(char::is_alphabetic);
        let same = worded && *original == shape.words && !SAME.contains(&key.1.as_str());
        assert!(!same, "{} is not translated: {original}", key.1);
    }
}
